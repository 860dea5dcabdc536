using AspNet.KeepsLearning;
using Kif;
using Kif.Models;

NativeTorch.EnsureLoaded();
TorchSharp.torch.set_num_threads(1); // of the whole process; a small model is slower with more

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.Configure<AssistantOptions>(builder.Configuration.GetSection("Assistant"));
builder.Services.AddKif(builder.Configuration.GetSection("Kif"));
builder.Services.AddSingleton<Learners>().AddSingleton<Assistant>().AddSingleton<LearningService>();
builder.Services.AddHostedService(services => services.GetRequiredService<LearningService>());
WebApplication app = builder.Build();

app.MapPost("/tasks", async (TaskToLearn task, LearningService learning, CancellationToken aborted) =>
{
    if (task.Examples is not { Count: > 0 }) return Results.BadRequest("examples: at least one is needed");
    await learning.EnqueueAsync(task, aborted);
    return Results.Accepted("/status");
});
app.MapPost("/answers", (Question question, Assistant assistant) => new Answer(assistant.Answer(question.Text)));
app.MapGet("/status", (LearningService learning) => learning.Status);
app.Run();

/// <summary>Named for the test's host.</summary>
public partial class Program;
