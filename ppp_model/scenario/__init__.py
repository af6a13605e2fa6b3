"""What a scenario file may say: its models, its reading with line numbers, its changes and its checks."""
