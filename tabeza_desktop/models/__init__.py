"""Table models that apply change sets by key; rows never move by themselves."""
