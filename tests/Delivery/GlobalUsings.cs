global using CallGrains.Shared;
