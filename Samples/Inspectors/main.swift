import Strata
import StrataInProcess
import StrataTextEncoding
import Synchronization

let binding = CustomBinding("in-process") {
    TextEncoding(.soap12Addressing10)
    InProcessTransport()
}
let counter = Counter()

/// The bank at one address, with all that is added to it.
func bank(limiting parameter: String) throws -> ServiceHost {
    var service = HostedService<any Bank>(.single(Vault()))
    service.behaviors = [counter]
    service.addEndpoint(
        BankContract.self, binding, at: EndpointAddress("inproc:bank"),
        behaviors: [Correlation { "none" }],
        contractBehaviors: ContractBehaviors(operations: ["transfer": [Limit(parameter: parameter, most: 50)]]))
    return try ServiceHost(service)
}

try await bank(limiting: "amount").whileServing { host in
    let number = Mutex(0)
    let correlation = Correlation {
        number.withLock { number in
            number += 1
            return "\(number)"
        }
    }
    try await binding.withClient(BankClient.self, of: host.addresses[0], behaviors: [correlation]) { bank in
        print("client:  alice has \(try await bank.transfer(amount: 40, from: "alice", to: "bob")) left")
        do { _ = try await bank.transfer(amount: 1000, from: "alice", to: "bob") } catch let fault as FaultError {
            print("client:  refused: \(fault.fault.reason)")
        }
        do { _ = try await bank.transfer(amount: 45, from: "bob", to: "alice") } catch let fault as FaultError {
            print("client:  refused: \(fault.fault.reason)")
        }
        print("client:  bob has \(try await bank.balance(account: "bob"))")
    }
}
// What the limit refused never came to the method, but an invoker stands around both.
print("counted: " + counter.lines.joined(separator: ", "))

// A behaviour that does not fit is found before anything is opened.
do { _ = try bank(limiting: "sum") } catch {
    print("refused: \(error)")
}
