#include "ForeignCrypto.h"
#include <dlfcn.h>

enum { get_tag = 0x10, set_tag = 0x11, tag_length = 16 };

static struct {
    int asked;
    void *(*new_memory)(const void *, int);
    int (*free_memory)(void *);
    void *(*read_key)(void *, void **, void *, void *);
    void *(*new_digest)(void);
    void (*free_digest)(void *);
    const void *(*sha256)(void);
    int (*sign_init)(void *, void **, const void *, void *, void *);
    int (*sign)(void *, unsigned char *, size_t *, const void *, size_t);
    int (*verify_init)(void *, void **, const void *, void *, void *);
    int (*verify)(void *, const unsigned char *, size_t, const void *, size_t);
    int (*digest)(const void *, size_t, unsigned char *, unsigned *, const void *, void *);
    void *(*new_cipher)(void);
    void (*free_cipher)(void *);
    const void *(*cbc)(void);
    const void *(*gcm)(void);
    int (*init)(void *, const void *, void *, const unsigned char *, const unsigned char *, int);
    int (*update)(void *, unsigned char *, int *, const unsigned char *, int);
    int (*final)(void *, unsigned char *, int *);
    int (*control)(void *, int, int, void *);
    int (*random)(unsigned char *, int);
} crypto;

#define FIND(field, name) crypto.field = (__typeof__(crypto.field))dlsym(library, name)

int foreign_has_libcrypto(void) {
    if (!crypto.asked) {
        crypto.asked = 1;
        void *library = dlopen("libcrypto.so.3", RTLD_NOW);
        if (!library) library = dlopen("libcrypto.3.dylib", RTLD_NOW);
        if (library) {
            FIND(new_memory, "BIO_new_mem_buf");
            FIND(free_memory, "BIO_free");
            FIND(read_key, "PEM_read_bio_PrivateKey");
            FIND(new_digest, "EVP_MD_CTX_new");
            FIND(free_digest, "EVP_MD_CTX_free");
            FIND(sha256, "EVP_sha256");
            FIND(sign_init, "EVP_DigestSignInit");
            FIND(sign, "EVP_DigestSign");
            FIND(verify_init, "EVP_DigestVerifyInit");
            FIND(verify, "EVP_DigestVerify");
            FIND(digest, "EVP_Digest");
            FIND(new_cipher, "EVP_CIPHER_CTX_new");
            FIND(free_cipher, "EVP_CIPHER_CTX_free");
            FIND(cbc, "EVP_aes_256_cbc");
            FIND(gcm, "EVP_aes_256_gcm");
            FIND(init, "EVP_CipherInit_ex");
            FIND(update, "EVP_CipherUpdate");
            FIND(final, "EVP_CipherFinal_ex");
            FIND(control, "EVP_CIPHER_CTX_ctrl");
            FIND(random, "RAND_bytes");
        }
    }
    return crypto.new_memory && crypto.read_key && crypto.sign && crypto.verify && crypto.digest && crypto.update && crypto.control && crypto.random;
}

void *foreign_key(const char *pem, size_t length) {
    if (!foreign_has_libcrypto()) return NULL;
    void *memory = crypto.new_memory(pem, (int)length);
    void *key = crypto.read_key(memory, NULL, NULL, NULL);
    crypto.free_memory(memory);
    return key;
}

int foreign_sign(void *key, const void *data, size_t count, unsigned char *signature, size_t *length) {
    void *context = crypto.new_digest();
    int ok = crypto.sign_init(context, NULL, crypto.sha256(), NULL, key) == 1 && crypto.sign(context, signature, length, data, count) == 1;
    crypto.free_digest(context);
    return ok;
}

int foreign_verify(void *key, const void *data, size_t count, const unsigned char *signature, size_t length) {
    void *context = crypto.new_digest();
    int ok = crypto.verify_init(context, NULL, crypto.sha256(), NULL, key) == 1 && crypto.verify(context, signature, length, data, count) == 1;
    crypto.free_digest(context);
    return ok;
}

int foreign_digest(const void *data, size_t count, unsigned char *digest) {
    return crypto.digest(data, count, digest, NULL, crypto.sha256(), NULL);
}

int foreign_encrypt(int gcm, const unsigned char *key, const void *data, size_t count, unsigned char *out) {
    int length = gcm ? 12 : 16, written = 0, rest = 0;
    if (crypto.random(out, length) != 1) return 0;
    void *context = crypto.new_cipher();
    int ok = crypto.init(context, gcm ? crypto.gcm() : crypto.cbc(), NULL, key, out, 1) == 1
        && crypto.update(context, out + length, &written, data, (int)count) == 1
        && crypto.final(context, out + length + written, &rest) == 1;
    if (ok && gcm) ok = crypto.control(context, get_tag, tag_length, out + length + written + rest) == 1;
    crypto.free_cipher(context);
    return ok;
}

int foreign_decrypt(int gcm, const unsigned char *key, const unsigned char *data, size_t count, unsigned char *out) {
    int length = gcm ? 12 : 16, written = 0, rest = 0;
    int body = (int)count - length - (gcm ? tag_length : 0);
    void *context = crypto.new_cipher();
    int ok = crypto.init(context, gcm ? crypto.gcm() : crypto.cbc(), NULL, key, data, 0) == 1
        && crypto.update(context, out, &written, data + length, body) == 1;
    if (ok && gcm) ok = crypto.control(context, set_tag, tag_length, (void *)(data + length + body)) == 1;
    ok = ok && crypto.final(context, out + written, &rest) == 1;
    crypto.free_cipher(context);
    return ok;
}
