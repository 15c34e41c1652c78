import Strata

/// The auctioneer of one session.
actor AuctionSession: Auction {
    private var count = 0

    func sell(thing: String, startingAt price: Int) async throws -> Int {
        guard let bidder = try OperationContext.current?.callback(BidderClient.self) else { return price }
        var last = price
        // The caller still waits for the reply of `sell`, and answers all the same: replies and requests pass each other.
        while let bid = try await bidder.raise(price: last), bid > last {
            print("service: \(bid) is bid for the \(thing)")
            last = bid
        }
        count += 1
        try await bidder.sold(thing: thing, price: last)
        return last
    }

    func leave() async throws -> String { "\(count) sold" }
}

/// The bidder has a limit, and asks the service nothing.
struct Collector: Bidder {
    let limit: Int
    let onSold: @Sendable (String, Int) -> Void

    func raise(price: Int) async throws -> Int? {
        let bid = price + 10
        print("client:  asked for more than \(price), " + (bid <= limit ? "bids \(bid)" : "shakes the head"))
        return bid <= limit ? bid : nil
    }

    func sold(thing: String, price: Int) async throws { onSold(thing, price) }
}
