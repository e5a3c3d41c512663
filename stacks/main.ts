#!/usr/bin/env node
/** The program `rancher-sg`. */
import { runProgram } from "../src/cli/program";
import { verbs } from "./verbs";

runProgram(verbs);
