// libcrypto of OpenSSL, found when the program runs: the bare operations, with nothing around them. Each answers 0 when it fails.
#pragma once
#include <stddef.h>

int foreign_has_libcrypto(void);

// A private key in PEM; NULL when it cannot be read.
void *foreign_key(const char *pem, size_t length);
// RSA PKCS#1 v1.5 with SHA-256; `length` holds the room and then the length of the signature.
int foreign_sign(void *key, const void *data, size_t count, unsigned char *signature, size_t *length);
int foreign_verify(void *key, const void *data, size_t count, const unsigned char *signature, size_t length);
// SHA-256, into 32 octets.
int foreign_digest(const void *data, size_t count, unsigned char *digest);
// AES-256 with a new initialization vector before the octets: CBC with padding, or GCM with a tag of 16 octets behind them.
int foreign_encrypt(int gcm, const unsigned char *key, const void *data, size_t count, unsigned char *out);
int foreign_decrypt(int gcm, const unsigned char *key, const unsigned char *data, size_t count, unsigned char *out);
