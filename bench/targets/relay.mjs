// Node's Socket.IO, default settings: relays a message to the other side, stores nothing.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const server = new Server(http);
const places = new Map();

server.on("connection", (socket) => {
  const { pair, side } = socket.handshake.auth;
  places.set(`${pair}/${side}`, socket);
  socket.on("message.post", (message, answer) => {
    places.get(`${pair}/${1 - side}`).emit("message.posted", message);
    answer({ ok: true });
  });
});

http.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log(`ready ${http.address().port}`));
