import Strata

@DataContract(namespace: "urn:stranger")
struct Guest {
    var name: String
    @DataMember(order: 1) var languages: [String] = []
    @DataMember(order: 2, emitsDefault: false) var visits: Int = 0
}

@DataContract(namespace: "urn:stranger")
enum Mood { case calm, glad }

@MessageContract(isWrapped: false)
struct Card {
    @MessageHeader(namespace: "urn:stranger") var mood: Mood
    @MessageBodyMember(namespace: "urn:stranger") var guest: Guest
}

@ServiceContract(namespace: "urn:stranger")
protocol Inn: Sendable {
    @Faults(Guest.self) func greet(guest: Guest) async throws -> (text: String, guest: Guest)
    func leave(card: Card) async throws -> Card
}

struct Keeper: Inn {
    func greet(guest: Guest) async throws -> (text: String, guest: Guest) {
        if guest.name.isEmpty { throw TypedFault(guest, "nobody is there") }
        var known = guest
        known.visits += 1
        return ("hello, \(guest.name)", known)
    }

    func leave(card: Card) async throws -> Card { Card(mood: .glad, guest: card.guest) }
}

let binding = BasicHTTPBinding()
var service = HostedService<any Inn>(.single(Keeper()))
service.addEndpoint(InnContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/inn"))

try await ServiceHost(service).whileServing { host in
    try await binding.withClient(InnClient.self, of: host.addresses[0]) { inn in
        let (text, guest) = try await inn.greet(guest: Guest(name: "stranger", languages: ["sv"]))
        let card = try await inn.leave(card: Card(mood: .calm, guest: guest))
        do { _ = try await inn.greet(guest: Guest(name: "")) } catch let fault as TypedFault<Guest> {
            print("\(text), visit \(guest.visits), \(card.mood), and \(fault.reason)")
        }
    }
}
