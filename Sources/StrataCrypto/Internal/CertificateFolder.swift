internal import COpenSSL

/// Looks into folders by the library's means, so that this room needs none of the system's.
enum CertificateFolder {
    /// Entries of a folder that are looked at.
    private static let limit = 10_000

    /// The paths of the files in a folder that may hold certificates, sorted.
    static func files(_ folder: String) throws(CryptoError) -> [String] {
        OpenSSL.start()
        OpenSSL.clearErrors()
        // With the slash nothing but a folder opens.
        guard let context = OSSL_STORE_open(folder.hasSuffix("/") ? folder : folder + "/", nil, nil, nil, nil) else {
            throw CryptoError(
                .unreadable, "folder", location: folder, reason: "it could not be opened", advice: "check the path and its permissions",
                details: OpenSSL.drainErrors())
        }
        defer {
            OSSL_STORE_close(context)
            OpenSSL.clearErrors()
        }
        var paths: [String] = []
        var count = 0
        while OSSL_STORE_eof(context) == 0 {
            count += 1
            guard count <= limit else {
                throw CryptoError(.limitExceeded, "folder", location: folder, reason: "it has more than \(limit) entries")
            }
            guard let info = OSSL_STORE_load(context) else {
                if OSSL_STORE_error(context) == 1 {
                    throw CryptoError(
                        .unreadable, "folder", location: folder, reason: "it could not be read", details: OpenSSL.drainErrors())
                }
                continue
            }
            defer { OSSL_STORE_INFO_free(info) }
            guard OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_NAME, let name = OSSL_STORE_INFO_get0_NAME(info) else { continue }
            let path = String(cString: name)
            if [".pem", ".crt", ".cer", ".der"].contains(where: { path.lowercased().hasSuffix($0) }) { paths.append(path) }
        }
        return paths.sorted()
    }

    /// Whether there is something of the name that can be opened.
    static func exists(_ path: String) -> Bool {
        defer { OpenSSL.clearErrors() }
        guard let bio = BIO_new_file(path, "rb") else { return false }
        BIO_free(bio)
        return true
    }

    /// An environment variable that is set and not empty.
    static func setting(_ name: UnsafePointer<CChar>?) -> String? {
        guard let name, let value = strata_environment(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
