"""Everything that is sealed, signed or hashed under a key. The only room that imports joserfc and cryptography.

No function here logs, and no exception raised here carries key bytes, plaintext or ciphertext.
"""
