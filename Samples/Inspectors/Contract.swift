import Strata

/// Accounts with numbers, in whole units of money.
@ServiceContract(namespace: "urn:example:bank")
protocol Bank: Sendable {
    func transfer(amount: Int, from: String, to: String) async throws -> Int
    func balance(account: String) async throws -> Int
}

/// What the bank itself throws: it knows nothing of faults.
struct InsufficientFunds: Error {
    let missing: Int
}

actor Vault: Bank {
    private var accounts = ["alice": 100, "bob": 0]

    func transfer(amount: Int, from: String, to: String) async throws -> Int {
        let available = accounts[from, default: 0]
        guard available >= amount else { throw InsufficientFunds(missing: amount - available) }
        accounts[from] = available - amount
        accounts[to, default: 0] += amount
        return available - amount
    }

    func balance(account: String) async throws -> Int { accounts[account, default: 0] }
}
