using CallGrains.LoadTest;
using CallGrains.LoadTest.Limits;

if (args is [EmptyApp.Command, var url])
{
    EmptyApp.Run(url);
    return 0;
}

return await Tool.RunAsync(args);
