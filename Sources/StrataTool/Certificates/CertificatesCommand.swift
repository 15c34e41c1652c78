import StrataCrypto

/// `strata certificates`: makes certificates for development and tests, and shows what is in one.
enum CertificatesCommand {
    static let usage = """
        strata certificates make --out DIR [--name HOST]… [--client NAME]… [--authority NAME] [--days N]
                                 [--key p256|p384|p521|rsa2048|rsa3072|rsa4096] [--password-file FILE] [--force]
            makes a test authority and certificates that it has issued:
              ca.pem                              the authority; what the other side must trust
              ca.key                              its key; a later run with the same DIR goes on with it
              server.pem server.key server.p12    a server for every HOST (localhost, 127.0.0.1 and ::1 without --name)
              NAME.pem NAME.key NAME.p12          a client for every NAME (client without --client)
            .pem holds the chain, .key the unencrypted key, .p12 both under the password (strata without --password-file),
            which is the first line of the file, here and everywhere; - is the standard input.
            Keys and .p12 files can be read by their owner alone. What is there and valid stays; what is asked for by
            name (--name, --client) is never replaced without --force, which makes everything anew.
        strata certificates show FILE [--password-file FILE]
            shows the certificates of a PEM, DER or PKCS#12 file
        strata certificates check FILE [--trust FILE]… [--peer FILE]… [--disallowed FILE]… [--crl FILE]…
                                  [--purpose server|client|signing|encryption|any] [--host NAME | --mail ADDRESS]
                                  [--at TIME] [--password-file FILE] [--json]
            says whether the first certificate of the file leads to an authority that is trusted (those of --trust, else
            the system's) by way of the others, or is trusted itself (--peer), for a use (any without --purpose), a name
            and a moment (now without --at; for example 2026-01-31T12:00:00Z); and what was checked on each of the way.
            With --crl nobody on it may be revoked by these lists, or without one.
        """

    static func run(_ arguments: [String]) async throws {
        switch arguments.first {
        case "make": try MakeCertificates(Array(arguments.dropFirst())).run()
        case "show": try ShowCertificates(Array(arguments.dropFirst())).run()
        case "check": try await CheckCertificates(Array(arguments.dropFirst())).run()
        case "help", "--help", "-h": Console.print("usage:\n" + usage)
        case nil: throw UsageError("certificates needs to know what to do: make, show or check")
        case let command?: throw UsageError("certificates cannot \"\(command)\"; it can make, show and check")
        }
    }
}
