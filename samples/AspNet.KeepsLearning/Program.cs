using AspNet.KeepsLearning;
using Kif;
using Kif.Models;

NativeTorch.EnsureLoaded();
TorchSharp.torch.set_num_threads(1); // of the whole process; a small model is slower with more

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.Configure<ServiceOptions>(builder.Configuration.GetSection("Assistant"));
builder.Services.AddKif(builder.Configuration.GetSection("Kif"));
builder.Services.AddSingleton<Learners>().AddSingleton<CurrentModel>().AddSingleton<HeldOutRows>().AddSingleton<LearningService>();
builder.Services.AddHostedService(services => services.GetRequiredService<LearningService>());
WebApplication app = builder.Build();

// What a client sent wrongly is told with the reason, wherever it is noticed.
app.Use(async (context, next) =>
{
    try
    {
        await next(context);
    }
    catch (BadHttpRequestException e) when (!context.Response.HasStarted)
    {
        await Results.Problem(e.Message, statusCode: e.StatusCode).ExecuteAsync(context);
    }
});
app.MapPost("/tasks/{name}", async (string name, HttpRequest request, LearningService learning, CancellationToken aborted) =>
    learning.TryEnqueue(await Requests.ReadTaskAsync(name, request.Body, aborted))
        ? Results.Accepted("/status", learning.Status) : Results.Problem("too many tasks wait; post it again later", statusCode: 503));
app.MapPost("/answers", async (HttpRequest request, CurrentModel current, CancellationToken aborted) =>
    new Answer(current.Answer((await Requests.ReadAsync<Question>(request.Body, """a question: {"input": "…"}""", aborted)).Input)));
app.MapGet("/status", (LearningService learning) => learning.Status);
app.Run();

/// <summary>Named for the test's host.</summary>
public partial class Program;
