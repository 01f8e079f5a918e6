"""The six set-up steps, from before-you-start to live. Pages only render what ``core.setup_flow`` says."""
