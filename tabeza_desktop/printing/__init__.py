"""Paper: what is printed, as data; drawing it on A4 or an 80 mm roll, as PDF, picture or print."""
