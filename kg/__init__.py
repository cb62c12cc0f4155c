"""News in, a knowledge graph of evidenced claims out."""
