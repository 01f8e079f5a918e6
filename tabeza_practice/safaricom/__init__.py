"""A simulated Safaricom (Daraja): a real HTTP server that behaves as the real one was seen to behave.

Run it alone: `python -m tabeza_practice.safaricom --port 8950`. It prints one JSON line with where it listens and
the keys of its tenants, then serves until SIGTERM. It imports nothing of the central service or the protocol
package, so a shared mistake cannot hide. Every chosen number carries its evidence tag in `behaviour.py`.

`{base_url}/...` answers every tenant; `{base_url}/sandbox/...` and `{base_url}/production/...` are the two hosts
of the real thing, where keys and tokens of the other environment are refused.

The control API, JSON under `/_control/`. A wrong request answers 4xx with `error` and `allowed`.

    GET    prompts?wait=25&since=V&phone=   open prompts and their `version`; waits for another version than `since`
    POST   prompts/{id}                     {"action": "enter_pin"} or {"code": "1019"}
    POST   phones/{phone}/answer            the same for whatever prompt that phone shows
    GET    phones, phones/{phone}           balances, conditions, policies
    POST   phones/{phone}                   {"balance": 500, "condition": "pin_locked", "policy": {"mode": "cancel"}}
    POST   phones                           {"default_policy": {"mode": "enter_pin", "delay_ms": 2000}}
    GET    faults                           what is set, and every kind with its evidence
    POST   faults                           {"kind": "lost_reset", "phone": "2547...", "times": 1}
    DELETE faults, faults/{id}
    GET    tenants                          POST tenants adds one
    GET    behaviour                        POST behaviour {"prompt_lifetime_ms": 5000} changes some
    GET    record?since=N&what=push         requests, pushes, transactions and callback deliveries, as they happened
    GET    clock                            POST clock {"advance_ms": 60000} moves a virtual clock

Actions: `enter_pin`, `wrong_pin`, `cancel`, `ignore`, `no_money`, `phone_off`. A policy's mode is an action, `ask`
(wait for a person) or `mix` with `weights`. Amounts and balances are whole shillings; times milliseconds.
"""
