import Foundation

/// Peers that are built on what Debian and PyPI have: Mono, gSOAP and zeep.
enum OtherPeers {
    private static let shared = Peers.environment["STRATA_SHARED"].map { URL(filePath: $0).appending(path: "interop") }

    private static let mono = ["/usr/bin/mono", "/usr/local/bin/mono"].map { URL(filePath: $0) }.first(where: Peers.isExecutable)
    private static let monoClient = Peers.home.appending(path: "mono/client.exe").path
    private static let monoServer = Peers.home.appending(path: "mono/server.exe").path
    static let hasMono = Peers.hasSamples && Peers.hasCertificates && mono != nil && exists(monoClient) && exists(monoServer)

    static let hasGSOAP = Peers.hasSamples && Peers.hasCertificates && [11, 12].allSatisfy { Peers.isExecutable(gsoap($0)) }

    private static let python = Peers.home.appending(path: "venv/bin/python")
    private static let zeep = shared?.appending(path: "peers/zeep/zclient.py").path
    private static let description = shared?.appending(path: "wsdl/calc.wsdl").path
    static let hasZeep = Peers.hasSamples && Peers.hasCertificates && Peers.isExecutable(python) && exists(zeep) && exists(description)

    private static func exists(_ path: String?) -> Bool { path.map(FileManager.default.fileExists(atPath:)) ?? false }

    private static func gsoap(_ version: Int) -> URL { Peers.home.appending(path: "gsoap/gpeer\(version)") }

    // MARK: Clients

    static func monoClient(_ binding: String, _ port: String) async throws -> ChildProcess.Result {
        try await ChildProcess.run(mono ?? URL(filePath: "mono"), [monoClient, binding, port, "--certs", Peers.certificates.path])
    }

    static func gsoapClient(_ row: GSOAPRow, _ address: String) async throws -> ChildProcess.Result {
        try await ChildProcess.run(gsoap(row.version), ["client", address] + row.modes + ["--certs", Peers.certificates.path])
    }

    static func zeepClient(_ address: String, soap12: Bool) async throws -> ChildProcess.Result {
        // Its HTTP library checks certificates against what this variable names.
        let environment = ["REQUESTS_CA_BUNDLE=" + Peers.certificates.appending(path: "ca.pem").path]
        let arguments = [zeep ?? "", description ?? "", "--addr", address, "--tests", zeepTests.joined(separator: ",")]
        return try await ChildProcess.run(
            URL(filePath: "/usr/bin/env"), environment + [python.path] + arguments + (soap12 ? ["--soap12"] : []))
    }

    // MARK: Servers

    static func withMonoServer<Value>(_ binding: String, _ body: (_ address: String) async throws -> Value) async throws -> Value {
        let port = try freePort()
        // It looks for its certificate in a folder of the user's configuration, which is not to be touched.
        let configuration = FileManager.default.temporaryDirectory.appending(path: "strata-mono-\(UUID().uuidString)")
        let folder = configuration.appending(path: ".mono/httplistener")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: configuration) }
        for type in ["cer", "pvk"] {
            try FileManager.default.copyItem(
                at: Peers.certificates.appending(path: "server.\(type)"), to: folder.appending(path: "\(port).\(type)"))
        }
        let arguments = [
            "XDG_CONFIG_HOME=\(configuration.path)", mono?.path ?? "mono", monoServer, binding, String(port),
            "--certs", Peers.certificates.path, "--secs", "100",
        ]
        return try await ChildProcess.with(URL(filePath: "/usr/bin/env"), arguments) {
            try await body(try await $0.line(beginning: "READY "))
        }
    }

    static func withGSOAPServer<Value>(_ row: GSOAPRow, _ body: (_ address: String) async throws -> Value) async throws -> Value {
        let port = try freePort()
        let arguments = ["server", String(port)] + row.modes + ["--certs", Peers.certificates.path, "--secs", "100"]
        return try await ChildProcess.with(gsoap(row.version), arguments) { server in
            _ = try await server.line(beginning: "READY ")
            return try await body("\(row.modes.contains("https") ? "https" : "http")://localhost:\(port)/peer")
        }
    }

    // MARK: Rows

    struct GSOAPRow: Sendable, CustomStringConvertible {
        /// Of SOAP, times ten.
        var version: Int
        var binding: String
        var modes: [String]
        var description: String { "gpeer\(version) \(modes.joined(separator: " ")) on \(binding)" }

        init(_ version: Int, _ binding: String, _ modes: String...) {
            self.version = version
            self.binding = binding
            self.modes = modes
        }
    }

    static let gsoapRows = [
        GSOAPRow(11, "basic"), GSOAPRow(11, "basic", "chunk"), GSOAPRow(11, "text-s11a10", "wsa"), GSOAPRow(11, "basic-https", "https"),
        GSOAPRow(12, "text-s12"), GSOAPRow(12, "text-s12", "chunk"), GSOAPRow(12, "text-s12a10", "wsa"),
        GSOAPRow(12, "ws-none", "wsa"), GSOAPRow(12, "ws-https", "https", "wsa"), GSOAPRow(12, "text-s12a10", "wsa", "chunk"),
    ]

    /// Its tests against our service, and ours against its part of the contract.
    static let gsoapTests = ["add", "echo", "bytes", "oneway", "fault"]
    static let testsOnGSOAP = [
        "add", "echo", "bytes", "big", "oneway", "fault-typed", "after-fault", "second-channel", "parallel", "close",
    ]

    /// Every text row that Mono has: it knows no `basic-https-basic`, and HTTP Digest does not work there.
    static let monoRows = Rows.all.filter { $0 != "basic-https-basic" && $0 != "basic-httpauth-digest" }
    /// It takes a tenth of a second for each call, so not the hundred of `parallel`.
    static func monoTests(of binding: String) -> [String] { Rows.tests(of: binding).filter { $0 != "parallel" } }

    static let zeepTests = ["add", "echo", "types", "bytes", "oneway", "fault", "whoami"]
    /// It writes the headers of addressing by itself where the description of the service asks for them.
    static let zeepRows = [("basic", false), ("text-s11a10", false), ("basic-https", false), ("text-s12", true), ("text-s12a10", true)]
}
