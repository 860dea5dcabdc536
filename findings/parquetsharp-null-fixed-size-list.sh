#!/bin/sh
# ParquetSharp's Arrow reader can't read a column of lists of one length where a list is null, though its own writer wrote the file: valid Parquet, and
# ordinary data (an embedding that is missing). Without the Arrow schema that the writer keeps in the file's metadata, the same rows are read as lists.
# usage: findings/parquetsharp-null-fixed-size-list.sh; needs the .NET SDK and NuGet. Ends with 1 if the behavior is another one.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
cat > finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="ParquetSharp" Version="[25.0.1.2]" /><PackageReference Include="Apache.Arrow" Version="[23.0.0]" /></ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp.Arrow;

Console.WriteLine("ParquetSharp 25.0.1.2, Apache.Arrow 23.0.0");
string without = Tried("whole.parquet", withNull: false, keepsSchema: true), with = Tried("gap.parquet", withNull: true, keepsSchema: true),
    plain = Tried("plain.parquet", withNull: true, keepsSchema: false);
Console.WriteLine($"[[1,2],[3,4]]:                                   {without}");
Console.WriteLine($"[[1,2],null]:                                    {with}");
Console.WriteLine($"[[1,2],null], without the Arrow schema in it:     {plain}");
return without == "2 rows" && with.Contains("Expected all lists") && plain == "2 rows" ? 0 : 1;

static string Tried(string path, bool withNull, bool keepsSchema)
{
    try
    {
        Write(path, withNull, keepsSchema);
        using var reader = new FileReader(path);
        using var batches = reader.GetRecordBatchReader();
        int rows = 0;
        while (batches.ReadNextRecordBatchAsync().AsTask().Result is { } batch) rows += batch.Length;
        return $"{rows} rows";
    }
    catch (Exception e) { return $"{e.GetBaseException().GetType().Name}: {e.GetBaseException().Message.Split('\n')[0]}"; }
}

static void Write(string path, bool withNull, bool keepsSchema)
{
    var item = new Field("element", Int32Type.Default, true);
    var type = new FixedSizeListType(item, 2);
    var values = new Int32Array.Builder().AppendRange([1, 2, 3, 4]).Build();
    var validity = new ArrowBuffer.BitmapBuilder().Append(true).Append(!withNull).Build();
    var list = new FixedSizeListArray(type, 2, values, validity, withNull ? 1 : 0);
    var schema = new Schema([new Field("vector", type, true)], null);
    using var properties = keepsSchema ? new ArrowWriterPropertiesBuilder().StoreSchema().Build() : new ArrowWriterPropertiesBuilder().Build();
    using var writer = new FileWriter(path, schema, null, properties);
    writer.WriteRecordBatch(new RecordBatch(schema, [list], 2));
    writer.Close();
}
X
dotnet run -v q --nologo 2>&1
