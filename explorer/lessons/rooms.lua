-- Rooms in Redis: every step is one script, so that nothing comes between its reading and writing.
--
-- KEYS: the room (a hash), its people (a hash: phone -> second:count), all rooms by their last use,
-- who opened each (a hash: code -> opener).
-- ARGV: what is to be done, the room's code, the time in seconds, the bounds as JSON, then what the
-- step is given. The answer is {"ok", ...} or {"no", reason}; see rooms.py for the sentences.
local room, people, rooms, openers = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local step, code, now, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), cjson.decode(ARGV[4])
local a, b, c = ARGV[5], ARGV[6], ARGV[7]
local call = redis.call
local order = room .. ':order'

local function no(reason) return {'no', reason} end
local function answers(key) return room .. ':answers:' .. key end
local function asked() return call('LRANGE', order, 0, -1) end

local function close()
  for _, key in ipairs(asked()) do call('DEL', answers(key)) end
  call('DEL', order, people, room)
  call('HSET', room, 'used', ARGV[3], 'ended', 1)
  call('EXPIRE', room, most.kept)
  call('ZREM', rooms, code)
  call('HDEL', openers, code)
end

-- How many open rooms an opener has; rooms that are no longer open are forgotten.
local function opened_by(opener)
  local count = 0
  for _, other in ipairs(call('HKEYS', openers)) do
    if not call('ZSCORE', rooms, other) then call('HDEL', openers, other)
    elseif call('HGET', openers, other) == opener then count = count + 1 end
  end
  return count
end

-- End the oldest of the rooms that nobody has joined for a while; whether there was one.
local function make_way()
  local before = string.format('(%.3f', now - most.unused)
  for _, other in ipairs(call('ZRANGEBYSCORE', rooms, '-inf', before)) do
    local its = string.gsub(room, code, other)
    if call('HLEN', its .. ':people') == 0 then
      call('DEL', its .. ':order', its)
      call('HSET', its, 'used', ARGV[3], 'ended', 1)
      call('EXPIRE', its, most.kept)
      call('ZREM', rooms, other)
      call('HDEL', openers, other)
      return true
    end
  end
  return false
end

local function use()
  call('HSET', room, 'used', ARGV[3])
  call('ZADD', rooms, now, code)
  call('EXPIRE', rooms, most.idle)
  call('EXPIRE', openers, most.idle)
  call('EXPIRE', room, most.idle + most.kept)
  call('EXPIRE', order, most.idle)
  call('EXPIRE', people, most.idle)
  for _, key in ipairs(asked()) do call('EXPIRE', answers(key), most.idle) end
end

-- Why a room cannot be used, or nil.
local function wrong()
  local used = call('HGET', room, 'used')
  if not used then return 'unknown' end
  if call('HEXISTS', room, 'ended') == 1 then return 'ended' end
  if now - tonumber(used) > most.idle then
    close()
    return 'ended'
  end
end

-- Whether the answers within this second stay below a bound; what is refused is not even written.
local function allows(hash, field, bound)
  local second, count = string.match(call('HGET', hash, field) or '', '^(%d+):(%d+)$')
  local this = string.format('%d', math.floor(now))
  count = second == this and tonumber(count) or 0
  if count >= bound then return false end
  call('HSET', hash, field, this .. ':' .. (count + 1))
  return true
end

local function joined(voter)
  if call('HEXISTS', people, voter) == 1 then return true end
  if call('HLEN', people) >= most.people then return false end
  call('HSET', people, voter, '0:0')
  call('EXPIRE', people, most.idle)
  return true
end

local function tally(key)
  return {
    call('HGET', room, 'question:' .. key) or '',
    call('HEXISTS', room, 'shown:' .. key),
    call('HVALS', answers(key)),
  }
end

if step == 'open' then
  call('ZREMRANGEBYSCORE', rooms, '-inf', string.format('(%.3f', now - most.idle))
  if b ~= '' and opened_by(b) >= most.opener then return no('opener') end
  if call('EXISTS', room) == 1 then return no('taken') end
  if call('ZCARD', rooms) >= most.rooms and not make_way() then return no('rooms') end
  call('HSET', room, 'host', a)
  if b ~= '' then call('HSET', openers, code, b) end
  use()
  return {'ok'}
end

local reason = wrong()
if reason then return no(reason) end
local present = call('HGET', room, 'present')

if step == 'look' then
  if not joined(a) then return no('full') end
  if not present then return {'ok'} end
  return {'ok', call('HGET', room, 'question:' .. present) or '',
    call('HEXISTS', room, 'shown:' .. present), call('HGET', answers(present), a) or ''}
end

if step == 'answer' then
  if not joined(a) then return no('full') end
  if not allows(people, a, most.per_client) then return no('fast') end
  if not allows(room, 'rate', most.per_room) then return no('busy') end
  if present ~= b or call('HEXISTS', room, 'shown:' .. b) == 1 then return no('late') end
  local again = call('HEXISTS', answers(b), a)
  call('HSET', answers(b), a, c)
  use()
  return {'ok', again}
end

-- The rest is the lecturer's.
if call('HGET', room, 'host') ~= a then return no('host') end

if step == 'ask' then
  if call('HEXISTS', room, 'question:' .. b) == 0 then
    if call('LLEN', order) >= most.questions then return no('questions') end
    call('RPUSH', order, b)
    call('HSET', room, 'question:' .. b, c)
  end
  call('HSET', room, 'present', b)
  use()
  return {'ok'}
end

if step == 'show' then
  if present then call('HSET', room, 'shown:' .. present, 1) end
  use()
  return {'ok'}
end

if step == 'end' then
  close()
  return {'ok'}
end

if step == 'people' then return {'ok', call('HLEN', people)} end

if step == 'tally' then return present and {'ok', tally(present)} or {'ok'} end

if step == 'tallies' then
  local found = {'ok'}
  for _, key in ipairs(asked()) do table.insert(found, tally(key)) end
  return found
end
return redis.error_reply('no such step: ' .. step)
