"""What operators see: the event log, alerts, and the audit that proves every shilling."""
