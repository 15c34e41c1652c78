import Dispatch
import Foundation
import Strata

do {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case ("bake"?, 4): try await order(Array(arguments.dropFirst()))
    case (let port, 0...1): try await serve(port: port.flatMap { Int($0) } ?? 8080)
    default:
        say("usage: Hosting [PORT] | Hosting bake ADDRESS CAKE SECONDS")
        exit(2)
    }
} catch {
    say("Hosting ends here: \(error)")
    exit(1)
}

/// Serves until somebody asks for the end, then finishes what is under way.
func serve(port: Int) async throws {
    let shop = Shop()
    let host = try makeHost(shop, port: port)
    let requests = requestsToEnd()
    try await host.open()
    // Whatever ends first: a request to end closes the host, an endpoint that fails ends the program.
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await host.run() }
        group.addTask {
            // Before anybody is told of the shop it has baked one, for a customer without a network.
            try await inProcess.withClient(BakeryClient.self, of: EndpointAddress("inproc:bakery")) { bakery in
                _ = try await bakery.bake(cake: "a first one", seconds: 0)
            }
            for address in host.addresses { say("listening at \(address)") }
            for await _ in requests { break }
            say("closing; \(host.throttleCounts[0].calls) in the oven, \(host.throttleCounts[0].pendingCalls) waiting")
        }
        try await group.next()
        try await host.close()
        try await group.waitForAll()
    }
    say("closed; baked: \(try await shop.baked().sorted().joined(separator: ", ")); turned away: \(host.throttleCounts[0].refused)")
}

/// One element for each SIGTERM or Ctrl-C; these no longer end the program by themselves.
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

/// The customer: another process, by HTTP.
func order(_ arguments: [String]) async throws {
    let (address, cake, seconds) = (EndpointAddress(arguments[0]), arguments[1], Int(arguments[2]) ?? 0)
    try await BasicHTTPBinding().withClient(BakeryClient.self, of: address) { bakery in
        say("\(cake) is number \(try await bakery.bake(cake: cake, seconds: seconds))")
    }
}

/// At once, also into a pipe.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
