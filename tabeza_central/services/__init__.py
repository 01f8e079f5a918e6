"""What the service does for someone: each function takes the context, the principal and the request."""
