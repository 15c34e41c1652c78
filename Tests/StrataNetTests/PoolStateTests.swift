import Testing

@testable import StrataNet

@Suite("Bookkeeping of a connection pool") struct PoolStateTests {
    typealias State = PoolState<String, String>

    @Test("Up to the limit it connects, then those who want one wait in order")
    func limit() {
        var s = State(limit: 2)
        #expect(s.acquire(1, "w1") == "connect")
        #expect(s.acquire(2, "w2") == "connect")
        #expect(s.acquire(3, "w3") == "wait")
        #expect(s.acquire(4, "w4") == "wait")
        #expect(s.release(10, "c1") == "give w3")
        #expect(s.release(10, "c1") == "give w4")
        #expect(s.release(10, "c1") == "park")
        #expect(s.acquire(6, "w6") == "use c1")
    }

    @Test("The one used last is used next; one that ended is not used")
    func idle() {
        var s = State(limit: 3)
        for n in 1...3 { _ = s.acquire(UInt64(n), "w") }
        for n in 1...3 { #expect(s.release(UInt64(n), "c\(n)") == "park") }
        #expect(s.acquire(9, "w") == "use c3")
        s.lent(3)
        #expect(s.expire(2) == "c2")
        #expect(s.expire(2) == nil)
        #expect(s.expire(3) == nil)  // in use
        #expect(s.ended(2) == nil)
        #expect(s.slots == 2)
        #expect(s.acquire(9, "w") == "use c1")
        s.lent(1)
        #expect(s.acquire(9, "w") == "connect")
        for n in [1, 3, 4] { _ = s.ended(UInt64(n)) }
        #expect(s.slots == 0)
    }

    @Test("The end of a connection lets the first in the line connect")
    func ended() {
        var s = State(limit: 1)
        _ = s.acquire(1, "w1")
        _ = s.acquire(2, "w2")
        _ = s.acquire(3, "w3")
        #expect(s.leave(2) == true)
        #expect(s.leave(2) == false)
        #expect(s.ended(nil) == "w3")
        #expect(s.slots == 1)
        #expect(s.ended(nil) == nil)
        #expect(s.slots == 0)
    }

    @Test("Who got a used-up connection has its slot, before whoever waits, whenever it ended")
    func usedUpSlot() {
        for endsFirst in [true, false] {
            for given in [true, false] {
                var s = State(limit: 1)
                _ = s.acquire(1, "w1")
                if given {
                    #expect(s.acquire(2, "w2") == "wait")
                    #expect(s.acquire(3, "w3") == "wait")
                    #expect(s.release(1, "c1") == "give w2")
                } else {
                    _ = s.release(1, "c1")
                    #expect(s.acquire(2, "w2") == "use c1")
                    #expect(s.acquire(3, "w3") == "wait")
                }
                if endsFirst { #expect(s.ended(1) == nil) }
                #expect(s.replace(1) == "connect")
                #expect(s.slots == 1)
                #expect(s.ended(nil) == "w3")
                #expect(s.ended(nil) == nil)
                #expect(s.slots == 0)
            }
        }
    }

    @Test("A used-up connection is replaced by another idle one; nobody's is dropped, and a closed pool gives none")
    func replaced() {
        var s = State(limit: 2)
        _ = s.acquire(1, "w1")
        _ = s.acquire(2, "w2")
        _ = s.release(1, "c1")
        _ = s.release(2, "c2")
        #expect(s.acquire(3, "w3") == "use c2")
        #expect(s.replace(2) == "use c1")
        #expect(s.slots == 1)
        s.lent(1)
        #expect(s.acquire(4, "w4") == "connect")
        #expect(s.acquire(5, "w5") == "wait")
        #expect(s.acquire(6, "w6") == "wait")
        #expect(s.release(1, "c1") == "give w5")
        #expect(s.drop(1) == "w6")
        #expect(s.release(7, "c7") == "park")
        #expect(s.acquire(8, "w8") == "use c7")
        _ = s.close()
        #expect(s.replace(7) == "closed")
        #expect(s.ended(nil) == nil)
        #expect(s.slots == 0)
    }

    @Test("Closed, it gives back everything and takes nothing", arguments: [false, true])
    func closed(isIdle: Bool) {
        var s = State(limit: 1)
        _ = s.acquire(1, "w1")
        if isIdle { _ = s.release(1, "c1") } else { _ = s.acquire(2, "w2") }
        let (idle, waiting) = s.close()
        #expect(idle == (isIdle ? ["c1"] : []))
        #expect(waiting == (isIdle ? [] : ["w2"]))
        #expect(s.acquire(4, "w4") == "closed")
        if !isIdle { #expect(s.release(1, "c1") == "close") }
        #expect(s.ended(1) == nil)
        #expect(s.slots == 0)
    }
}

extension PoolState.Acquired {
    static func == (a: Self, b: String) -> Bool {
        switch a {
        case .use(let c): b == "use \(c.connection)"
        case .connect: b == "connect"
        case .wait: b == "wait"
        case .closed: b == "closed"
        }
    }
}

extension PoolState.Released {
    static func == (a: Self, b: String) -> Bool {
        switch a {
        case .give(let w): b == "give \(w)"
        case .park: b == "park"
        case .close: b == "close"
        }
    }
}

extension PoolState.Replaced {
    static func == (a: Self, b: String) -> Bool {
        switch a {
        case .use(let c): b == "use \(c.connection)"
        case .connect: b == "connect"
        case .closed: b == "closed"
        }
    }
}
