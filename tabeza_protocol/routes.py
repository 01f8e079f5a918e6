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
PAYMENTS_VERIFY: Final = "/api/payments/verify"
PAYMENTS_BY_HAND: Final = "/api/payments/by-hand"
CHANGES: Final = "/api/changes"
PAIRING_CODES: Final = "/api/pairing-codes"
DEVICES: Final = "/api/devices"
ALERTS_SEEN: Final = "/api/alerts/seen"
RATINGS: Final = "/api/ratings"

SUPPORT_SHARE: Final = "/api/support-share"
SUPPORT_SHARE_RENEW: Final = "/api/support-share/renew"
SUPPORT_LOG: Final = "/api/support-log"

# A support person's token: it belongs to no bar, and opens only what an owner's code opened
SUPPORT_BARS: Final = "/api/support/bars"

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
CLIENT_VERSION_HEADER: Final = "Tabeza-Client"
REQUEST_ID_HEADER: Final = "X-Request-Id"
PROTOCOL_VERSION: Final = 1

# How each is called: method, path, where the bar is named, body -> answer. {id} is appended to the constants above.
#   POST   PAIRING_LOOK          PairingLookRequest -> PairingLook
#   POST   PAIRING_CLAIM         PairingClaimRequest -> Paired
#   POST   TOKENS_REFRESH        RefreshRequest -> Tokens
#   GET    PEOPLE ?barId=        -> People                          POST PEOPLE        AddPersonRequest -> PersonView
#   POST   PEOPLE/{id}/role      ChangeRoleRequest -> PersonView     POST PEOPLE/{id}/pin ResetPinRequest -> PersonView
#   DELETE PEOPLE/{id} ?barId=   -> 204
#   POST   OWNER                 SetOwnerRequest -> PersonView
#   POST   SESSIONS              SignInRequest -> SignedIn           DELETE SESSION_CURRENT -> 204
#   GET    MPESA_SETTINGS ?barId= -> MpesaSettings                   POST ...?barId=    SealedCredentialsRequest
#                                                                         -> CredentialsAccepted
#   POST   SEAL_NONCE            SealNonceRequest -> SealNonce
#   POST   GO_LIVE               GoLiveRequest -> MpesaSettings
#   POST   MPESA_TEST            TestPaymentRequest -> PaymentView (202, with phone) or CredentialsProbe (200)
#   POST   MPESA_REQUEST         RequestPaymentRequest -> PaymentView (202)
#   POST   ORGANISATION_LOOKUP   OrganisationLookupRequest -> OrganisationLookup
#   GET    SETUP_PROGRESS ?barId= -> SetupProgress                   PUT SETUP_PROGRESS SetupProgressRequest -> same
#   GET    TABS ?barId=&cursor=  -> TabPage                          POST TABS          OpenTabRequest -> TabDetail
#   GET    TABS/{id} ?barId=     -> TabDetail
#   POST   TABS/{id}/charges     AddChargeRequest -> TabDetail       POST TABS/{id}/close CloseTabRequest -> TabDetail
#   POST   TABS/{id}/cash        ReceiveCashRequest -> TabDetail     POST TABS/{id}/reopen ReopenTabRequest -> TabDetail
#   POST   TABS/{id}/adjust      AdjustTabRequest -> TabDetail       POST TABS/{id}/transfer TransferTabRequest
#                                                                         -> TabDetail (the other tab's)
#   POST   TABS/{id}/entries/{entry id}/void VoidEntryRequest -> TabDetail
#   GET    PAYMENTS ?barId=&cursor= -> PaymentPage
#   GET    PAYMENTS/{id} ?barId= -> PaymentDetail
#   GET    PAYMENT_BY_KEY/{idempotency key} ?barId= -> PaymentView
#   POST   PAYMENTS/{id}/check   PaymentActionRequest -> PaymentView (asks M-Pesa now)
#   POST   PAYMENTS/{id}/decide  PaymentActionRequest -> PaymentView
#   POST   PAYMENTS_VERIFY       VerifyPaymentRequest -> Verification
#   POST   PAYMENTS_BY_HAND      RecordByHandRequest -> HandRecord (201)
#   GET    CHANGES ?barId=&since=&wait= -> Changes
#   POST   ALERTS_SEEN           SeenRequest -> Seen
#   GET    RATINGS ?barId=       -> RatingView                      POST RATINGS       RatingRequest -> RatingView
#   POST   PAIRING_CODES         NewPairingCodeRequest -> PairingCode
#   GET    DEVICES ?barId=       -> Devices                          DELETE DEVICES/{id} ?barId= -> 204
#   GET    SUPPORT_SHARE ?barId= -> SupportShare                     DELETE SUPPORT_SHARE ?barId= -> 204
#   POST   SUPPORT_SHARE         ShareRequest -> SupportShare (201)
#   POST   SUPPORT_SHARE_RENEW   ShareRequest -> SupportShare
#   GET    SUPPORT_LOG ?barId=   -> SupportLog
#   GET    SUPPORT_BARS          -> SupportBars
#   POST   SUPPORT_BARS          OpenBarRequest -> SupportBar (201)
#   GET    SUPPORT_BARS/{id}     -> SupportView                      DELETE SUPPORT_BARS/{id} -> 204
#   POST   SUPPORT_BARS/{id}/point PointRequest -> SupportView
#   POST   SUPPORT_BARS/{id}/tip TipRequest -> SupportView
