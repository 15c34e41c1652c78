import Foundation
import Testing

/// Runs our service for one binding and hands its address and port to `body`; then asks it to end, which it must do with status 0.
func withOurService<Value>(_ binding: String, _ body: (_ address: String, _ port: String) async throws -> Value) async throws -> Value {
    try await withOurService(binding) { address, port, _ in try await body(address, port) }
}

/// The same, and `body` may ask it to end before.
func withOurService<Value>(
    _ binding: String, _ body: (_ address: String, _ port: String, _ end: () async throws -> Void) async throws -> Value
) async throws -> Value {
    let arguments = ["--binding", binding, "--port", "0", "--certificates", Peers.certificates.path, "--seconds", "120"]
    return try await ChildProcess.with(Peers.sample("interop-service"), arguments) { service in
        let address = try await service.line(beginning: "READY ")
        let port = try #require(URLComponents(string: address)?.port)
        let value = try await body(address, String(port)) { _ = try await service.terminate() }
        let result = try await service.terminate()
        #expect(result.status == 0, "the service did not end well: \(result)")
        return value
    }
}

/// Runs SoapCore for one binding.
func withSoapCore<Value>(_ binding: String, _ body: (_ address: String) async throws -> Value) async throws -> Value {
    let arguments = ["soapcore", binding, String(try freePort()), "--certs", Peers.certificates.path, "--secs", "120"]
    return try await ChildProcess.with(Peers.dotnet, arguments) { try await body(try await $0.line(beginning: "READY ")) }
}

/// Runs our client.
func ourClient(_ binding: String, _ address: String, _ more: [String] = []) async throws -> ChildProcess.Result {
    try await ChildProcess.run(
        Peers.sample("interop-client"),
        ["--binding", binding, "--address", address, "--certificates", Peers.certificates.path] + more)
}

/// Runs the .NET client.
func dotNetClient(_ binding: String, _ port: String, _ more: [String] = []) async throws -> ChildProcess.Result {
    try await ChildProcess.run(Peers.dotnet, ["client", binding, port, "--certs", Peers.certificates.path] + more)
}

/// Holds a client's run to: status 0, no test failed, and those that were to run have run.
func expectPassed(_ result: ChildProcess.Result, _ tests: [String] = Rows.calcTests, sourceLocation: SourceLocation = #_sourceLocation) {
    let passed = Set(result.lines.filter { $0.hasPrefix("ok ") }.compactMap { $0.split(separator: " ").dropFirst().first.map(String.init) })
    #expect(result.status == 0, "\(result)", sourceLocation: sourceLocation)
    #expect(passed == Set(tests), "\(result)", sourceLocation: sourceLocation)
    #expect(result.lines.last == "DONE ok=\(tests.count) bad=0", sourceLocation: sourceLocation)
}

/// A port that nobody listens at: for a program that cannot be told to take any. It is none of those that the system gives away by
/// itself, so that no connection and no other listener takes it until the program does.
func freePort() throws -> UInt16 {
    for _ in 0..<100 {
        let port = UInt16.random(in: 15_000..<32_000)
        if isFree(port) { return port }
    }
    throw POSIXError(.EADDRINUSE)
}

private func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, streamSocket, 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
}

#if os(Linux)
    private let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
    private let streamSocket = SOCK_STREAM
#endif
