internal import COpenSSL

/// What every caller of the library needs: its start and its error queue.
package enum OpenSSL {
    /// Without this, OpenSSL tears itself down in `exit` while loop threads still use it, and they see handshakes fail for no reason.
    private static let started: Bool = OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

    /// Starts the library once in the process. Everything that makes the first use of it calls this.
    package static func start() {
        _ = started
    }

    /// Empties the thread's error queue and returns its messages, oldest first: a leftover would be blamed on the next caller.
    package static func drainErrors() -> [String] {
        var messages: [String] = []
        while true {
            let code = ERR_get_error()
            if code == 0 { return messages }
            var buffer = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(code, &buffer, buffer.count)
            messages.append(text(buffer))
        }
    }

    /// Forgets what earlier calls of this thread left behind.
    package static func clearErrors() {
        ERR_clear_error()
    }

    /// The error for a call that failed for no reason that input can reach (memory, a missing algorithm).
    package static func failure(_ subject: String, reason: String = "the cryptographic library failed") -> CryptoError {
        CryptoError(.failed, subject, reason: reason, details: drainErrors())
    }

    /// The text of a C string in a buffer.
    static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Replaces control characters, so that names chosen by a stranger cannot forge lines of a log.
    package static func printable(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x20 && scalar.value != 0x7F {
                safe.unicodeScalars.append(scalar)
            } else {
                safe += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return safe
    }
}
