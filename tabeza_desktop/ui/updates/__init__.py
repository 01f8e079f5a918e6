"""What the screens say about updates."""
