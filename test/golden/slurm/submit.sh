#!/bin/bash
# 3 shards of a plan and their merge, for Slurm; submit them with 'bash THIS-FILE'.
# Each shard has a node for itself. One that is requeued goes on where it was interrupted.
# Time of a shard: about 30 min. The limit allows for more.
set -eu
folder='/shared/sweep'
mkdir -p "$folder"

array=$(
  sbatch --parsable --job-name='emulate-hbf-50gbps' \
    --array=1-3 --nodes=1 --exclusive --requeue --open-mode=append \
    --time=0-01:35 \
    --output='/shared/sweep/shard-%a.log' <<'JOB'
#!/bin/bash
set -u
folder='/shared/sweep'
shard=$SLURM_ARRAY_TASK_ID
place=$folder/shards/$shard
[ ! -e "$place" ] || exit 0
# A shard does not move between machines: started again on the same one, it goes on there.
work=$folder/work/$shard-on-$(hostname)
mkdir -p "$folder/shards" "$folder/work"

code=5
while [ "$code" -eq 5 ]; do
  '/usr/bin/node' '/opt/emulate/main.js' run '--profile=hbf-50gbps' '--set=tier.buffer=32MiB' \
    --shard "$shard/3" --into "$work" --no-progress &
  emulate=$!
  # The host is given back before the job ends.
  trap 'kill -TERM "$emulate"' TERM INT
  wait "$emulate"
  code=$?
  # A signal ends the wait, and not the program.
  if [ "$code" -gt 128 ]; then
    wait "$emulate"
    code=$?
  fi
  # 5: another measurement runs on this node, against which no scheduler helps.
  [ "$code" -ne 5 ] || sleep 10
done
# 3: complete, but not every point is proven; the report says which.
case $code in
  0 | 3) mv "$work" "$place" ;;
  *) exit "$code" ;;
esac
JOB
)

merge=$(
  sbatch --parsable --job-name='emulate-hbf-50gbps-merge' \
    --dependency="afterok:${array%%;*}" --nodes=1 --time=0-01:00 \
    --output='/shared/sweep/merge.log' <<'JOB'
#!/bin/bash
set -eu
folder='/shared/sweep'
exec '/usr/bin/node' '/opt/emulate/main.js' merge "$folder"/shards/* --out "$folder/merged"
JOB
)

echo "array job $array, merge job $merge; results: $folder/merged"
