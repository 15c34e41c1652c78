import Strata

/// What the service does for its client.
@ServiceContract(namespace: "urn:example:auction", sessionMode: .required, callback: (any Bidder).self)
protocol Auction: Sendable {
    /// Offers a thing to every bidder in turn until nobody raises; returns the last bid.
    func sell(thing: String, startingAt price: Int) async throws -> Int
    /// Says goodbye: the session ends behind the reply.
    @Operation(isTerminating: true) func leave() async throws -> String
}

/// What the client does for the service, on the same channel.
@ServiceContract(namespace: "urn:example:auction")
protocol Bidder: Sendable {
    /// Asked while `sell` is under way: the next bid, or nothing.
    func raise(price: Int) async throws -> Int?
    /// Told, and not waited for.
    @OneWay func sold(thing: String, price: Int) async throws
}
