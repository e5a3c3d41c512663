const { Address4, Address6 } = require("ip-address");
for (const s of [
  "10.0.0/24",
  "010.0.0.0/8",
  "10.0.0.0/33",
  "10.0.0.0/08",
  "10.0.0.5/24",
  "10.0.0.0",
  "10.0.0.0/",
  "1.2.3.4/8/8",
  " 10.0.0.0/8",
  "10.0.0.0/+8",
  "0x0a.0.0.0/8",
  "10.0.0.256/32",
])
  try {
    const a = new Address4(s);
    console.log(s, a.address, a.subnetMask, a.bigInt?.(), a.startAddress().address);
  } catch (e) {
    console.log(s, "ERR", e.message);
  }
for (const s of [
  "::/0",
  "::1/128",
  "fe80::1%eth0/64",
  "fe80::/129",
  "::ffff:10.0.0.0/104",
  "2001:DB8::/32",
  "2001:db8::/032",
  "1::2::3/10",
  "2001:db8::",
  "[::1]/128",
  "2001:db8::1/",
  "0000:0::/8",
  "01234::/16",
])
  try {
    const a = new Address6(s);
    console.log(s, a.address, a.subnetMask, a.bigInt(), a.correctForm());
  } catch (e) {
    console.log(s, "ERR", e.message);
  }
let t = performance.now();
for (let i = 0; i < 100000; i++) new Address4(`10.${(i >> 8) & 255}.${i & 255}.0/24`).bigInt();
console.log("v4", performance.now() - t);
t = performance.now();
for (let i = 0; i < 100000; i++) new Address6(`2001:db8:${i.toString(16).slice(-4)}::/48`).bigInt();
console.log("v6", performance.now() - t);
t = performance.now();
for (let i = 0; i < 10000; i++) Address6.fromBigInt(BigInt(i) << 80n).correctForm();
console.log("v6fmt 10k", performance.now() - t);
