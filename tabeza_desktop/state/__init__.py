"""What the screens show: small QObjects on the GUI thread, each an immutable value and one ``changed`` signal."""
