import StrataBindings
import StrataCore
import StrataServiceModel
import Testing

/// Octets as parameters, results and bodies of message contracts, where they stream and where the binding has them in memory.
@Suite(.timeLimit(.minutes(1))) struct StreamedCallTests {
    /// More than a host or a client reads into memory of a streamed message.
    static let size = 300_000

    private static func with(_ mode: TransferMode, _ body: @Sendable (DepotClient) async throws -> Void) async throws {
        var binding = BasicHTTPBinding()
        binding.transferMode = mode
        binding.settings.maxReceivedMessageSize = 1 << 20
        binding.settings.readerQuotas.maxArrayLength = 1 << 20
        let service = Warehouse(streams: mode == .streamed || mode == .streamedResponse)
        try await withTyped(DepotClient.self, of: service, over: binding, at: EndpointAddress("http://127.0.0.1:0/depot"), body)
    }

    private static let modes: [TransferMode] = [.streamed, .buffered, .streamedRequest, .streamedResponse]

    /// What a client sends in that mode.
    private static func sent(_ size: Int, _ mode: TransferMode) -> OctetStream {
        octets(size, streams: mode == .streamed || mode == .streamedRequest)
    }

    @Test(arguments: modes) func parametersAndResults(_ mode: TransferMode) async throws {
        try await Self.with(mode) { depot async throws in
            #expect(try await depot.fill(octets: Self.sent(Self.size, mode)) == Self.size)
            #expect(try await count(depot.drain(size: Self.size)) == Self.size)
            #expect(try await depot.fill(octets: Self.sent(0, mode)) == 0)
            #expect(try await count(depot.drain(size: 0)) == 0)
            // What streams in streams out; where only one way does, it cannot.
            guard mode != .streamedRequest else { return }
            #expect(try await count(depot.turn(octets: Self.sent(Self.size, mode))) == Self.size)
        }
    }

    @Test(arguments: modes) func bodiesOfMessageContracts(_ mode: TransferMode) async throws {
        try await Self.with(mode) { depot async throws in
            let other = Parcel(label: "x", octets: Self.sent(Self.size, mode))
            #expect(try await depot.deliver(parcel: other) == Receipt(stamp: "x", count: Self.size))
            guard mode != .streamedRequest else { return }
            let parcel = try await depot.forward(parcel: Parcel(label: "fragile", weight: 7, octets: Self.sent(Self.size, mode)))
            #expect(parcel.label == "fragile!" && parcel.weight == 8)
            #expect(try await count(parcel.octets) == Self.size)
        }
    }

    /// A client says at once that its binding does not stream.
    @Test func piecesNeedABindingThatStreams() async throws {
        try await Self.with(.buffered) { depot async throws in
            await #expect { _ = try await depot.fill(octets: OctetStream(Octets(size: 10))) } throws: { "\($0)".contains("transferMode") }
        }
    }

    /// Values are read into memory even where the binding streams, up to a limit.
    @Test func valuesHaveALimitWhereTheBindingStreams() async throws {
        try await Self.with(.streamed) { depot async throws in
            var request = depot.caller.request(DepotContract.declared[1])
            request.write(Bytes(Array(repeating: UInt8(0), count: 80_000)), as: "size")
            await #expect(throws: (any Error).self) { _ = try await depot.caller.call(request) }
            #expect(try await count(depot.drain(size: 10)) == 10)
        }
    }
}
