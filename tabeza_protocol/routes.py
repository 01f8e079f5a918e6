"""Every path of the service, once. The checklist's endpoints keep the names they have there.

All but the callback, pairing, health, metrics and the service's identity need a bearer token; a bar's id in a query
or body must be the token's bar.
"""

from __future__ import annotations

from typing import Final

# No token
SERVICE_IDENTITY: Final = "/api/service-identity"
PAIRING_LOOK: Final = "/api/pairing/look"
PAIRING_CLAIM: Final = "/api/pairing/claim"
TOKENS_REFRESH: Final = "/api/tokens/refresh"
HEALTHZ: Final = "/healthz"
READYZ: Final = "/readyz"
METRICS: Final = "/metrics"
OPENAPI: Final = "/openapi.json"
MPESA_CALLBACK: Final = "/api/payments/mpesa/callback"
"""Also with ``/{token}`` appended: one per payment."""

# A paired device's token
PEOPLE: Final = "/api/people"
OWNER: Final = "/api/people/owner"
SESSIONS: Final = "/api/sessions"
SESSION_CURRENT: Final = "/api/sessions/current"

# A signed-in person's token
MPESA_SETTINGS: Final = "/api/mpesa-settings"
SEAL_NONCE: Final = "/api/mpesa-settings/nonce"
GO_LIVE: Final = "/api/mpesa-settings/go-live"
MPESA_TEST: Final = "/api/payments/mpesa/test"
MPESA_REQUEST: Final = "/api/payments/mpesa"
ORGANISATION_LOOKUP: Final = "/api/organisations/lookup"
SETUP_PROGRESS: Final = "/api/setup-progress"
TABS: Final = "/api/tabs"
PAYMENTS: Final = "/api/payments"
PAYMENT_BY_KEY: Final = "/api/payments/by-key"
CHANGES: Final = "/api/changes"
PAIRING_CODES: Final = "/api/pairing-codes"
DEVICES: Final = "/api/devices"

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
CLIENT_VERSION_HEADER: Final = "Tabeza-Client"
REQUEST_ID_HEADER: Final = "X-Request-Id"
PROTOCOL_VERSION: Final = 1
