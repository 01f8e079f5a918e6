"""Help inside the console: topics, the set-up guide with its pictures, and the one question a month."""
