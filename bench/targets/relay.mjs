// Node's Socket.IO, default settings: relays a message to the other side, stores nothing. With the address of a Redis it is
// one of several nodes, through Socket.IO's own Redis adapter.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const server = new Server(http);
const places = new Map();
const address = process.argv[2];

if (address) {
  const [{ createAdapter }, { createClient }] = await Promise.all([import("@socket.io/redis-adapter"), import("redis")]);
  const publisher = createClient({ url: address });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  server.adapter(createAdapter(publisher, subscriber));
}

const here = (place, message) => places.get(place).emit("message.posted", message);
const anywhere = (place, message) => server.to(place).emit("message.posted", message);
const relay = address ? anywhere : here;

server.on("connection", (socket) => {
  const { pair, side } = socket.handshake.auth;
  places.set(`${pair}/${side}`, socket);
  if (address) socket.join(`${pair}/${side}`);
  socket.on("message.post", (message, answer) => {
    relay(`${pair}/${1 - side}`, message);
    answer({ ok: true });
  });
});

http.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log(`ready ${http.address().port}`));
