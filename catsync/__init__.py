"""BackBox Catalog Sync as a guest of nsksim: it uses only nsksim's public names."""
