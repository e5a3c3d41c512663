import { App } from "cdktf";
import { PlatformStack } from "./platform-stack";

const app = new App();
new PlatformStack(app, "platform", {
  region: "us-east-1",
  vpcCidr: "10.0.0.0/16",
  officeCidrs: ["10.200.0.0/16"],
  imageId: "ami-12c6146b",
});
app.synth();
