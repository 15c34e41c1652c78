import Strata

// The channel level: no contract, but messages that are written with a builder and read with cursors.
let binding = WSHTTPBinding(.none)
let service = CalcService(version: .soap12Addressing10)
let listener = try binding.makeReplyListener(at: EndpointAddress("http://localhost:0/calc"))
try await listener.open()
let serving = Task { try await listener.serve { await service.answer($0) } }

try await binding.withRequestChannel(to: listener.address) { channel in
    let calc = CalcClient(channel, version: .soap12Addressing10)
    print("2 + 40 = \(try await calc.add(2, 40))")
    print("an echo: \(try await calc.echo("<&>") ?? "null"), and of nothing: \(try await calc.echo(nil) ?? "null")")
    try await calc.notify("one way")
    print("notes taken: \(try await calc.notifyCount())")
    do {
        try await calc.fail("typed")
    } catch let error as FaultError {
        let detail = error.fault.detail?.elements.first?.children.map { "\($0.localName)" } ?? []
        print("a fault: \(error.fault.reason) (\(detail.joined(separator: ", ")))")
    }
}
try await listener.close()
try await serving.value
