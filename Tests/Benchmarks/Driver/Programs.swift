import Foundation
import StrataCrypto

/// Where the programs that are measured are. Foreign peers lie where `.ci/peers` and the tests have them: `PEERS_HOME`, `PEERS_CERTS`.
enum Programs {
    private static let environment = ProcessInfo.processInfo.environment
    private static let beside = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    private static let home = URL(filePath: environment["PEERS_HOME"] ?? NSHomeDirectory() + "/.cache/strata-peers")

    static let ours = beside.appending(path: "benchmark-peer").path
    static let floor = beside.appending(path: "benchmark-floor").path
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let script = folder.appending(path: "wrk/echo.lua").path

    static let records = folder.appending(path: "wrk/records.lua").path
    static let wrk = found("wrk")
    static let openssl = found("openssl")
    static let dotnet = executable(home.appending(path: "dotnet/dotnet-peer").path)
    static let gsoap = executable(home.appending(path: "gsoap/gpeer11").path)
    /// The service of records that `make bench` makes where gSOAP's compiler is there.
    static let gsoapRecords = executable(folder.appending(path: ".build/gsoap/records").path)
    /// The certificates that the foreign peers were made with.
    static let peerCertificates: String? = {
        let folder = environment["PEERS_CERTS"] ?? home.appending(path: "certs").path
        return FileManager.default.fileExists(atPath: folder + "/server.key") ? folder : nil
    }()

    private static func found(_ name: String) -> String? {
        (environment["PATH"] ?? "").split(separator: ":").lazy.compactMap { executable("\($0)/\(name)") }.first
    }
    private static func executable(_ path: String) -> String? { FileManager.default.isExecutableFile(atPath: path) ? path : nil }

    /// A port that nothing listens on, below those that the system gives to clients.
    static func freePort() throws -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            let status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
            if status == 0 { return port }
        }
        throw POSIXError(.EADDRINUSE)
    }

    /// A folder with an authority and a server's certificate of P-256, gone when `body` has returned.
    static func withCertificates<Value>(_ body: (String) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "strata-benchmarks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let authority = try CertificateAuthority.make(name: "Benchmark Authority", validDays: 1)
        let identity = try authority.issue(.server(names: ["localhost", "127.0.0.1"]))
        try identity.privateKey.pem().withUnsafeBytes { try Data($0).write(to: folder.appending(path: "server.key")) }
        try Data(identity.chain.map(\.pem).joined().utf8).write(to: folder.appending(path: "server.pem"))
        try Data(authority.certificate.pem.utf8).write(to: folder.appending(path: "ca.pem"))
        return try body(folder.path)
    }
}
