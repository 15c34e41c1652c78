import Dispatch
import InteropPeer
import Strata

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

let usage = "usage: interop-service --binding NAME --port PORT [--certificates DIR] [--seconds N] | interop-service --list"

/// Returns after so many seconds, or when the program is asked to end.
func untilAskedToEnd(seconds: Int?) async {
    let (asked, ask) = AsyncStream.makeStream(of: Void.self)
    signal(SIGTERM, SIG_IGN)
    let terminated = DispatchSource.makeSignalSource(signal: SIGTERM)
    terminated.setEventHandler { ask.yield() }
    terminated.resume()
    let timer = DispatchSource.makeTimerSource()
    if let seconds { timer.schedule(deadline: .now() + .seconds(seconds)) }
    timer.setEventHandler { ask.yield() }
    timer.resume()
    for await _ in asked { break }
    withExtendedLifetime((terminated, timer)) {}
}

do {
    let options = try Options(flags: ["--list"], known: ["--binding", "--port", "--certificates", "--seconds"])
    if options["--list"] != nil {
        for row in PeerBinding.all { say("\(row.name)\t\(row.scheme)\t\(row.kind)") }
        exit(0)
    }
    let row = try PeerBinding.named(try options.required("--binding"))
    guard let port = try options.number("--port"), port < 65536 else { throw UsageError("--port is missing, or no port") }
    let seconds = try options.number("--seconds")

    let binding = try row.service(certificates: options["--certificates"])
    let listener = try binding.makeReplyListener(at: EndpointAddress("\(row.scheme)://localhost:\(port)/peer"))
    let service = CalcService(version: row.version)
    try await listener.open()
    say("READY \(listener.address)")
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.serve { await service.answer($0) } }
        group.addTask { await untilAskedToEnd(seconds: seconds) }
        try await group.next()
        try? await listener.close()
        try await group.waitForAll()
    }
    exit(0)
} catch {
    fail(error, usage: usage)
}
