/// The pool's bookkeeping, without streams, loops or locks: an event in, what to do out.
///
/// A slot is a connection that is being made, lent or idle; no endpoint has more of them than `limit`. Those who wait are served in the
/// order they came. There is never an idle connection and a waiter at one endpoint.
struct PoolState<Key: Hashable & Sendable, Connection: Sendable, Waiting: Sendable>: Sendable {
    struct Idle: Sendable {
        let number: UInt64
        let connection: Connection
    }

    struct Waiter: Sendable {
        let number: UInt64
        let waiting: Waiting
    }

    struct Endpoint: Sendable {
        /// Connections being made, lent or idle.
        var slots = 0
        /// The last one was used last.
        var idle: [Idle] = []
        /// About to be lent, once they have been looked at. What ends meanwhile keeps its slot for whoever was to have it.
        var lending: [UInt64] = []
        var waiters: [Waiter] = []
    }

    enum Acquired: Sendable {
        case use(Idle)
        case connect
        case wait
        case closed
    }

    enum Replaced: Sendable {
        case use(Idle)
        case connect
        case closed
    }

    enum Released: Sendable {
        case give(Waiting)
        case park
        case close
    }

    private(set) var endpoints: [Key: Endpoint] = [:]
    private(set) var isClosed = false
    let limit: Int

    init(limit: Int) { self.limit = max(limit, 1) }

    /// Somebody wants a connection.
    mutating func acquire(_ key: Key, _ number: UInt64, _ waiting: Waiting) -> Acquired {
        if isClosed { return .closed }
        let limit = self.limit
        return change(key) { e in
            if e.waiters.isEmpty, let last = e.idle.popLast() {
                e.lending.append(last.number)
                return .use(last)
            }
            if e.waiters.isEmpty, e.slots < limit {
                e.slots += 1
                return .connect
            }
            e.waiters.append(Waiter(number: number, waiting: waiting))
            return .wait
        }
    }

    /// The connection was fit: it is lent.
    mutating func lent(_ key: Key, _ number: UInt64) { change(key) { e in e.lending.removeAll { $0 == number } } }

    /// The connection turned out used up. Whoever was to have it makes one in its slot: given back, the slot would go to somebody who came
    /// later.
    mutating func replace(_ key: Key, _ number: UInt64) -> Replaced {
        let isClosed = self.isClosed
        return change(key) { e in
            e.lending.removeAll { $0 == number }
            if !isClosed, e.idle.isEmpty { return .connect }
            e.slots -= 1
            guard !isClosed, let last = e.idle.popLast() else { return .closed }
            e.lending.append(last.number)
            return .use(last)
        }
    }

    /// The connection turned out used up, and nobody wants it any more. The one that waited longest connects in its place.
    mutating func drop(_ key: Key, _ number: UInt64) -> Waiting? {
        lent(key, number)
        return ended(key, number)
    }

    /// A lent or new connection is free and fit for use.
    mutating func release(_ key: Key, _ number: UInt64, _ connection: Connection) -> Released {
        if isClosed { return .close }
        return change(key) { e in
            if !e.waiters.isEmpty {
                e.lending.append(number)
                return .give(e.waiters.removeFirst().waiting)
            }
            e.idle.append(Idle(number: number, connection: connection))
            return .park
        }
    }

    /// A connection ended, or could not be made. The one that waited longest connects in its place.
    mutating func ended(_ key: Key, _ number: UInt64?) -> Waiting? {
        let limit = self.limit
        return change(key) { e in
            if let number {
                if e.lending.contains(number) { return nil }
                e.idle.removeAll { $0.number == number }
            }
            e.slots -= 1
            guard !e.waiters.isEmpty, e.slots < limit else { return nil }
            e.slots += 1
            return e.waiters.removeFirst().waiting
        }
    }

    /// An idle connection's time is over; nil when it is in use again. It keeps its slot until it has `ended`.
    mutating func expire(_ key: Key, _ number: UInt64) -> Connection? {
        change(key) { e in
            guard let i = e.idle.firstIndex(where: { $0.number == number }) else { return nil }
            return e.idle.remove(at: i).connection
        }
    }

    /// The endpoint's idle connections are to be closed. They keep their slots until they have `ended`.
    mutating func takeIdle(_ key: Key) -> [Connection] {
        change(key) { e in
            defer { e.idle = [] }
            return e.idle.map(\.connection)
        }
    }

    /// A waiter leaves; false when it waits no more.
    mutating func leave(_ key: Key, _ number: UInt64) -> Bool {
        change(key) { e in
            guard let i = e.waiters.firstIndex(where: { $0.number == number }) else { return false }
            e.waiters.remove(at: i)
            return true
        }
    }

    /// Returns what has to be closed and who has to be told.
    mutating func close() -> (idle: [Connection], waiting: [Waiting]) {
        isClosed = true
        let idle = endpoints.values.flatMap { $0.idle.map(\.connection) }
        let waiting = endpoints.values.flatMap { $0.waiters.map(\.waiting) }
        for key in endpoints.keys {
            endpoints[key]?.idle = []
            endpoints[key]?.waiters = []
        }
        return (idle, waiting)
    }

    /// An endpoint with nothing left is forgotten.
    private mutating func change<R>(_ key: Key, _ body: (inout Endpoint) -> R) -> R {
        var e = endpoints.removeValue(forKey: key) ?? Endpoint()
        let r = body(&e)
        if e.slots > 0 || !e.waiters.isEmpty { endpoints[key] = e }
        return r
    }
}
