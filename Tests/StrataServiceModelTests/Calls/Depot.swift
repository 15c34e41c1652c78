import StrataInfoset
import StrataServiceModel

/// Something on its way: what is in it passes through.
@MessageContract(wrapperName: "Parcel", wrapperNamespace: "urn:depot:parcel")
struct Parcel {
    @MessageHeader(name: "Label", namespace: "urn:depot:h", mustUnderstand: true) var label: String
    @MessageHeader(name: "Weight", namespace: "urn:depot:h") var weight: Int32 = 1
    @MessageBodyMember(name: "Octets") var octets: OctetStream
}

@MessageContract(isWrapped: false)
struct Receipt: Hashable {
    @MessageHeader(name: "Stamp", namespace: "urn:depot:h") var stamp: String
    @MessageBodyMember(name: "Count", namespace: "urn:depot:receipt") var count: Int
}

@ServiceContract(namespace: "urn:depot")
protocol Depot: Sendable {
    func fill(octets: OctetStream) async throws -> Int
    func drain(size: Int) async throws -> OctetStream
    func turn(octets: OctetStream) async throws -> OctetStream
    func forward(parcel: Parcel) async throws -> Parcel
    func deliver(parcel: Parcel) async throws -> Receipt
}

/// Takes octets and gives octets, and keeps none.
struct Warehouse: Depot {
    /// Whether what it gives comes as it is asked for.
    var streams = true

    func fill(octets: OctetStream) async throws -> Int { try await count(octets) }
    func drain(size: Int) async throws -> OctetStream { octets(size, streams: streams) }
    func turn(octets: OctetStream) async throws -> OctetStream { octets }

    func forward(parcel: Parcel) async throws -> Parcel {
        Parcel(label: parcel.label + "!", weight: parcel.weight + 1, octets: parcel.octets)
    }

    func deliver(parcel: Parcel) async throws -> Receipt { Receipt(stamp: parcel.label, count: try await count(parcel.octets)) }
}

/// That many octets, each the low eight bits of its place, in pieces of 1000.
struct Octets: AsyncSequence, Sendable {
    let size: Int

    struct Iterator: AsyncIteratorProtocol {
        let size: Int
        var done = 0

        mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            guard done < size else { return nil }
            let end = Swift.min(done + 1000, size)
            defer { done = end }
            return Bytes((done..<end).map { UInt8(truncatingIfNeeded: $0) })
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(size: size) }
}

/// Such octets, in pieces or in memory.
func octets(_ size: Int, streams: Bool) -> OctetStream {
    streams ? OctetStream(Octets(size: size)) : OctetStream(Bytes((0..<size).map { UInt8(truncatingIfNeeded: $0) }))
}

/// How many octets there were, which must be those of `Octets`.
func count(_ octets: OctetStream) async throws -> Int {
    var count = 0
    for try await piece in octets {
        for octet in piece {
            guard octet == UInt8(truncatingIfNeeded: count) else {
                throw ContractError(path: "", expected: "octet \(count) to be its place", found: "\(octet)")
            }
            count += 1
        }
    }
    return count
}
