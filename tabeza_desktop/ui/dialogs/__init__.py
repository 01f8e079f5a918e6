"""What opens over a page: request a payment and watch it, and the one presenter of problems."""
