using Microsoft.Data.Sqlite;

namespace LocalCascade.Completion.Telemetry;

/// <summary>Opening the SQLite file.</summary>
public static class TelemetryFile
{
    // How long a statement waits for another process's transaction, in seconds. Ours take milliseconds.
    private const int BusySeconds = 5;

    // The main file last: who opens it meanwhile must not find another's log beside it.
    private static readonly string[] SideFiles = ["-shm", "-wal", ""];

    static TelemetryFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>For reading only; whoever writes is not held up.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection OpenToRead(string file) => Open(file, SqliteOpenMode.ReadOnly);

    /// <summary>Fails unless this program knows the file's schema.</summary>
    /// <exception cref="TelemetryException">It does not.</exception>
    public static void RequireReadable(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var version = Sql.Number(connection, "PRAGMA user_version");
        if (version != TelemetrySchema.Version)
        {
            throw new TelemetryException(version > TelemetrySchema.Version
                ? $"It was written by a newer version of LocalCascade (schema {version}, known {TelemetrySchema.Version})."
                : "It holds no tables of LocalCascade.");
        }
    }

    /// <summary>For writing; made with its tables, for the user only, if there is none.</summary>
    internal static SqliteConnection OpenToWrite(string file)
    {
        // SQLite gives its side files the permissions of this one.
        if (!File.Exists(file))
        {
            PrivateFile.Create(file, []);
        }

        var connection = Open(file, SqliteOpenMode.ReadWrite);
        try
        {
            TelemetrySchema.Prepare(connection);

            // In WAL mode a power cut may take the last transactions, never the file; and no commit waits for the disk.
            Sql.Run(connection, "PRAGMA synchronous = NORMAL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether what lies there is a database that can be read through.</summary>
    internal static bool IsSound(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadWrite);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is "ok";
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Moves a file with its side files; what lies there is replaced.</summary>
    internal static void Move(string file, string to)
    {
        foreach (var side in SideFiles)
        {
            if (File.Exists(file + side))
            {
                File.Move(file + side, to + side, overwrite: true);
            }
            else
            {
                File.Delete(to + side);
            }
        }
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
