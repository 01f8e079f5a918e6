"""What the console keeps on its disk: a disposable copy of the server, and the little that must survive."""
