"""The OpenAPI document, made from the table of routes: it can't say anything that is not served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tabeza_central.services.identity import SERVER_VERSION
from tabeza_central.web.examples import example_of
from tabeza_central.web.route import BarFrom, Route
from tabeza_protocol import routes as paths
from tabeza_protocol.problems import problem_kind
from tabeza_protocol.wire.base import ProblemBody

ALWAYS = ("bad_request", "too_busy", "internal", "unavailable")
WITH_BODY = ("unsupported_media", "body_too_large")
WITH_TOKEN = ("signed_out", "token_expired", "device_revoked")


def document(table: Sequence[Route]) -> bytes:
    """The whole document as JSON."""
    types = _types(table)
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    refs = dict(zip(types, schemas, strict=True))
    operations: dict[str, dict[str, Any]] = {}
    for route in table:
        operations.setdefault(route.template, {})[route.method.lower()] = _operation(route, refs)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Tabeza central service", "version": SERVER_VERSION},
            "paths": operations | _untabled(),
            "components": {
                "schemas": components,
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def problems_of(route: Route) -> tuple[str, ...]:
    """Every problem code a route may answer with, each once."""
    codes = [*route.problems, *ALWAYS]
    if route.body is not None:
        codes += WITH_BODY
    if route.access.kind != "public":
        codes += WITH_TOKEN
    if route.access.kind == "person":
        codes.append("not_allowed")
    if route.bar is not BarFrom.TOKEN or "{" in route.path or route.access.kind != "public":
        codes.append("not_found")
    return tuple(dict.fromkeys(codes))


def _types(table: Iterable[Route]) -> list[Any]:
    found: list[Any] = [ProblemBody]
    for route in table:
        found += [*_replies(route), *([route.body] if route.body else [])]
    return list(dict.fromkeys(found))


def _replies(route: Route) -> tuple[type, ...]:
    if route.replies is None:
        return ()
    return route.replies if isinstance(route.replies, tuple) else (route.replies,)


def _operation(route: Route, refs: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": _answers(route, refs),
    }
    if route.access.kind != "public":
        operation["security"] = [{"bearer": []}]
        operation["x-roles"] = sorted(route.access.roles) or ["device"]
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _json(refs[route.body], route.body)}
    return operation


def _operation_id(route: Route) -> str:
    words = [part.strip("{}") for part in route.template.split("/") if part not in ("", "api")]
    return "_".join([route.method.lower(), *words]).replace("-", "_")


def _json(schema: Any, kind: type) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    example = example_of(kind)
    if example is not None:
        content["example"] = example
    return {"application/json": content}


def _parameters(route: Route) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found = [
        {"name": part.strip("{}"), "in": "path", "required": True, "schema": text}
        for part in route.template.split("/")
        if part.startswith("{")
    ]
    if route.bar is BarFrom.QUERY:
        found.append({"name": "barId", "in": "query", "required": True, "schema": text})
    for name, description in route.query.items():
        found.append({"name": name, "in": "query", "schema": text, "description": description})
    if route.needs_key:
        found.append({"name": paths.IDEMPOTENCY_HEADER, "in": "header", "required": True, "schema": text})
    return found


def _answers(route: Route, refs: dict[Any, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    replies = _replies(route)
    if not replies:
        answers["204"] = {"description": "Done"}
    for kind in replies:
        status = "202" if len(replies) > 1 and kind is replies[0] else str(route.status)
        answers[status] = {"description": kind.__name__, "content": _json(refs[kind], kind)}
    by_status: dict[int, list[str]] = {}
    for code in problems_of(route):
        by_status.setdefault(problem_kind(code).status, []).append(code)
    for status_number, codes in sorted(by_status.items()):
        answers[str(status_number)] = {
            "description": ", ".join(codes),
            "content": {"application/problem+json": {"schema": refs[ProblemBody]}},
            "x-problem-codes": codes,
        }
    return answers


def _untabled() -> dict[str, Any]:
    """What the one handler does not serve: Safaricom's door, health and figures."""
    problem = {
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    }
    received = {
        "summary": "Safaricom's result of a payment",
        "responses": {
            "200": {"description": "Kept"},
            "503": problem | {"description": "Kept nowhere: to be sent again"},
        },
    }
    plain = {"200": {"description": "OK"}}
    token = [{"name": "token", "in": "path", "required": True, "schema": {"type": "string"}}]
    return {
        paths.MPESA_CALLBACK: {"post": received | {"operationId": "post_callback"}},
        paths.MPESA_CALLBACK + "/{token}": {
            "post": received | {"operationId": "post_callback_token", "parameters": token}
        },
        paths.HEALTHZ: {"get": {"summary": "The process answers", "responses": plain}},
        paths.READYZ: {
            "get": {
                "summary": "The database answers too",
                "responses": plain | {"503": {"description": "Not ready"}},
            }
        },
        paths.METRICS: {
            "get": {
                "summary": "Prometheus figures, with the operator's token; without it there is nothing here",
                "responses": {
                    "200": {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}},
                    "404": problem | {"description": "not_found"},
                },
                "security": [{"bearer": []}],
            }
        },
    }
