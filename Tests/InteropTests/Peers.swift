import Foundation

/// Where the programs on the other end of the wire are. `.ci/peers` puts the foreign ones in place, `make test` builds ours.
enum Peers {
    static let environment = ProcessInfo.processInfo.environment

    /// In CI nothing may be skipped.
    static let isCI = environment["CI"] == "true"

    static let home = URL(filePath: environment["PEERS_HOME"] ?? NSHomeDirectory() + "/.cache/strata-peers")

    /// The .NET client, and SoapCore on Kestrel.
    static let dotnet = home.appending(path: "dotnet/dotnet-peer")

    static let certificates = URL(filePath: environment["PEERS_CERTS"] ?? home.appending(path: "certs").path)

    /// The programs of the package `Samples`.
    static let samples = environment["STRATA_SAMPLES_BIN"].map { URL(filePath: $0) }

    static func sample(_ name: String) -> URL { (samples ?? URL(filePath: "/nonexistent")).appending(path: name) }

    static let hasSamples = isExecutable(sample("interop-service")) && isExecutable(sample("interop-client"))
    static let hasCertificates = FileManager.default.fileExists(atPath: certificates.appending(path: "server.key").path)
    static let hasDotNet = hasSamples && hasCertificates && isExecutable(dotnet)
    static let curl = ["/usr/bin/curl", "/usr/local/bin/curl"].map { URL(filePath: $0) }.first(where: isExecutable)
    static let tinyproxy = ["/usr/bin/tinyproxy", "/usr/sbin/tinyproxy"].map { URL(filePath: $0) }.first(where: isExecutable)
    static let nginx = ["/usr/sbin/nginx", "/usr/bin/nginx"].map { URL(filePath: $0) }.first(where: isExecutable)
    static let hasCurl = hasSamples && hasCertificates && curl != nil

    static func isExecutable(_ url: URL) -> Bool { FileManager.default.isExecutableFile(atPath: url.path) }
}

/// The bindings that are spoken in these tests, by the name that all peers give them.
enum Rows {
    static let calc = [
        "basic", "ws-none", "ws2007-none", "text-s12a10", "text-s11a10", "text-s12a04", "text-s12", "text-s12a10-utf16", "basic-https",
        "ws-https", "basic-https-clientcert", "basic-httpauth-basic",
        "basic-httpauth-digest", "basic-https-basic",
    ]
    static let streams = ["basic-streamed"]
    static let all = calc + streams
    static let soapCore = ["basic", "text-s12", "text-s12a10", "text-s11a10", "basic-https", "basic-https-clientcert"]
    static let withPassword = ["basic-httpauth-basic", "basic-httpauth-digest", "basic-https-basic"]

    static let calcTests = [
        "add", "echo", "echonull", "types", "derived", "bytes", "big", "oneway", "fault-typed", "fault-plain", "fault-unhandled",
        "after-fault", "whoami", "second-channel", "parallel", "close",
    ]
    static let streamTests = ["download", "upload", "echostream", "close"]

    /// The tests of the contract that is spoken over a binding.
    static func tests(of binding: String) -> [String] { streams.contains(binding) ? streamTests : calcTests }
}
