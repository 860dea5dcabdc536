using System.Text.Json;

namespace Kif.Pipeline.Tests.State;

public sealed class RunLockTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kif-lock-").FullName;

    private string Name => Path.Combine(root, "locks", "ewc.order-1.seed-1");

    [Fact]
    public void One_owner_at_a_time_and_the_other_is_told_who()
    {
        using (RunLock.Take(Name))
            FluentActions.Invoking(() => RunLock.Take(Name)).Should().Throw<RunInProgressException>()
                .WithMessage($"in progress by process {Environment.ProcessId} on {Environment.MachineName}, since *");
        RunLock.Take(Name).Dispose();
        File.Exists(Name + ".json").Should().BeFalse();
    }

    [Fact]
    public void A_process_of_this_machine_that_is_gone_owns_nothing()
    {
        // As if the system had no file locks: the owner's file is there and the lock is free.
        Left(RunOwner.ThisProcess(Name + ".json"));
        FluentActions.Invoking(() => RunLock.Take(Name)).Should().Throw<RunInProgressException>();
        Left(RunOwner.ThisProcess(Name + ".json") with { Process = int.MaxValue });
        RunLock.Take(Name).Dispose();
        // Its id belongs to another process by now.
        Left(RunOwner.ThisProcess(Name + ".json") with { ProcessStarted = DateTime.UtcNow.AddDays(-1) });
        RunLock.Take(Name).Dispose();
    }

    [Fact]
    public void An_owner_on_another_machine_lives_as_long_as_its_counter_grows()
    {
        RunOwner owner = RunOwner.ThisProcess(Name + ".json") with { Host = "elsewhere" };
        Left(owner);
        using (var alive = new Timer(_ => Left(owner = owner with { Beat = owner.Beat + 1 }), null, 200, 50))
            FluentActions.Invoking(() => RunLock.Take(Name, TimeSpan.FromMinutes(1))).Should().Throw<RunInProgressException>().WithMessage("*on elsewhere*");
        Thread.Sleep(200);
        RunLock.Take(Name, TimeSpan.FromSeconds(1)).Dispose();
    }

    [Fact]
    public void A_copy_of_a_folder_in_use_is_free_and_an_owner_notices_a_lost_lock()
    {
        Left(RunOwner.ThisProcess(Path.Combine(root, "original.json")));
        using RunLock own = RunLock.Take(Name);
        own.Check();
        File.Delete(Name + ".json");
        own.Invoking(o => o.Check()).Should().Throw<IOException>().WithMessage("*is no longer this process's*");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Left(RunOwner owner)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Name)!);
        string part = Name + ".part";
        File.WriteAllBytes(part, JsonSerializer.SerializeToUtf8Bytes(owner, JsonSerializerOptions.Web));
        File.Move(part, Name + ".json", overwrite: true);
    }
}
