using CallGrains.Simulation.Runner;

return CommandLine.Run(args, Console.Out);
