import Dispatch
import InteropPeer
import Strata

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

let usage = "usage: interop-service --binding NAME --port PORT [--certificates DIR] [--seconds N] | interop-service --list"

/// One element for each time that somebody asks for the end, by SIGTERM or Ctrl-C; these no longer end the program by themselves.
func requestsToEnd() -> AsyncStream<Void> {
    let (requests, request) = AsyncStream.makeStream(of: Void.self)
    for number in [SIGTERM, SIGINT] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        // It holds itself, for as long as the program runs.
        source.setEventHandler { withExtendedLifetime(source) { _ = request.yield() } }
        source.resume()
    }
    return requests
}

/// Returns at the first of these requests, or after so many seconds.
func end(asked requests: AsyncStream<Void>, after seconds: Int?) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask { for await _ in requests { break } }
        if let seconds { group.addTask { try? await Task.sleep(for: .seconds(seconds)) } }
        await group.next()
        group.cancelAll()
    }
}

do {
    let options = try Options(flags: ["--list"], known: ["--binding", "--port", "--certificates", "--seconds"])
    if options["--list"] != nil {
        for row in PeerBinding.all { say("\(row.name)\t\(row.scheme)\t\(row.kind.rawValue)") }
        exit(0)
    }
    let row = try PeerBinding.named(try options.required("--binding"))
    guard let port = try options.number("--port"), port < 65536 else { throw UsageError("--port is missing, or no port") }
    let seconds = try options.number("--seconds")

    let binding = try row.service(certificates: options["--certificates"])
    let host = try peerHost(row, over: binding, at: EndpointAddress("\(row.scheme)://localhost:\(port)/peer"))
    let requests = requestsToEnd()
    try await host.open()
    say("READY \(host.addresses[0])")
    // Whatever ends first: a request to end closes the host, an endpoint that fails ends the program.
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await host.run() }
        group.addTask { await end(asked: requests, after: seconds) }
        try await group.next()
        try await host.close()
        try await group.waitForAll()
    }
    exit(0)
} catch {
    fail(error, usage: usage)
}
